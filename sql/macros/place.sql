-- Where an article stands: its file, or path!member inside one, as `wirecopy explain` takes it.
create or replace temp macro place(raw_path, raw_member) as
if(raw_member = '', raw_path, raw_path || '!' || raw_member)
