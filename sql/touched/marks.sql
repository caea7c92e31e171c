-- One row per article whose published not_quotes and proposals can differ from those of the version before.
select article_id from changed_not_quotes
union
select article_id from changed_proposals
union
select article_id from changed_family_members
