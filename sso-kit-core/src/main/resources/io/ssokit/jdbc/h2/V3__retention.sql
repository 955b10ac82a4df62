-- By time, for the deletion of what is over.

create index if not exists sso_tombstone_deleted on sso_tombstone (deleted);
create index if not exists sso_lease_expires on sso_lease (expires);
create index if not exists sso_scim_departure_expires on sso_scim_departure (expires);

insert into sso_schema (version, applied)
  select 3, current_timestamp where not exists (select 1 from sso_schema where version = 3);
