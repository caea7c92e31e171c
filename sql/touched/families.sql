-- One row per family whose published row can differ from that of the version before.
select family_id from changed_families
union
select family_id from changed_family_members
