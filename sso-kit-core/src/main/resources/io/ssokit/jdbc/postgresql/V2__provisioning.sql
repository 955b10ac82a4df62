-- What provisioning needs beyond version 1.

insert into sso_schema (version, applied)
  select 2, current_timestamp where not exists (select 1 from sso_schema where version = 2);
