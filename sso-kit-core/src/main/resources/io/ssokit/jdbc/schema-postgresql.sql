-- Version 2 in the making: runs after version 1 as a whole. New tables and indexes at the end, "if not exists"; new
-- columns of a table of version 1 at the end as well, "alter table ... add column if not exists".
-- Collation "C" everywhere: names are folded in Java, and what is equal or first must not depend on the server's locale.

create table if not exists sso_user (
  tenant            varchar(63) collate "C" not null,
  id                varchar(64) collate "C" not null,
  version           bigint not null,
  created           timestamp(3) with time zone not null,
  last_modified     timestamp(3) with time zone not null,
  user_name         text collate "C" not null,
  user_name_fold    text collate "C" not null,
  user_name_key     varchar(320) collate "C" not null,
  active            boolean not null,
  external_id       text collate "C",
  external_key      varchar(320) collate "C",
  display_name      text collate "C",
  display_name_fold text collate "C",
  email             text collate "C",
  rest              text not null,
  primary key (tenant, id),
  constraint sso_user_name unique (tenant, user_name_key)
);
create index if not exists sso_user_order on sso_user (tenant, created, id);
create index if not exists sso_user_external on sso_user (tenant, external_key);

create table if not exists sso_user_email (
  tenant       varchar(63) collate "C" not null,
  user_id      varchar(64) collate "C" not null,
  ordinal      integer not null,
  address      text collate "C" not null,
  address_fold text collate "C" not null,
  address_key  varchar(320) collate "C" not null,
  primary key (tenant, user_id, ordinal),
  foreign key (tenant, user_id) references sso_user (tenant, id) on delete cascade
);
create index if not exists sso_user_email_address on sso_user_email (tenant, address_key);

create table if not exists sso_group (
  tenant            varchar(63) collate "C" not null,
  id                varchar(64) collate "C" not null,
  version           bigint not null,
  created           timestamp(3) with time zone not null,
  last_modified     timestamp(3) with time zone not null,
  display_name      text collate "C" not null,
  display_name_fold text collate "C" not null,
  display_name_key  varchar(320) collate "C" not null,
  external_id       text collate "C",
  external_key      varchar(320) collate "C",
  rest              text not null,
  primary key (tenant, id),
  constraint sso_group_name unique (tenant, display_name_key)
);
create index if not exists sso_group_order on sso_group (tenant, created, id);
create index if not exists sso_group_external on sso_group (tenant, external_key);

create table if not exists sso_member (
  tenant   varchar(63) collate "C" not null,
  group_id varchar(64) collate "C" not null,
  user_id  varchar(64) collate "C" not null,
  primary key (tenant, group_id, user_id),
  foreign key (tenant, group_id) references sso_group (tenant, id) on delete cascade,
  foreign key (tenant, user_id) references sso_user (tenant, id) on delete cascade
);
create index if not exists sso_member_user on sso_member (tenant, user_id, group_id);

create table if not exists sso_tombstone (
  tenant        varchar(63) collate "C" not null,
  user_name_key varchar(320) collate "C" not null,
  deleted       timestamp(3) with time zone not null,
  primary key (tenant, user_name_key)
);

create table if not exists sso_link (
  tenant      varchar(63) collate "C" not null,
  connection  varchar(63) collate "C" not null,
  subject_key varchar(320) collate "C" not null,
  subject     text collate "C" not null,
  user_id     varchar(255) collate "C" not null,
  primary key (tenant, connection, subject_key)
);
create index if not exists sso_link_user on sso_link (tenant, user_id);

-- connection is null for people of the app's own login
create table if not exists sso_pin (
  tenant     varchar(63) collate "C" not null,
  user_id    varchar(255) collate "C" not null,
  connection varchar(63) collate "C",
  primary key (tenant, user_id)
);

create table if not exists sso_one_time (
  purpose varchar(64) collate "C" not null,
  id      varchar(255) collate "C" not null,
  expires timestamp(3) with time zone not null,
  primary key (purpose, id)
);
create index if not exists sso_one_time_expires on sso_one_time (expires);

create table if not exists sso_revocation (
  tenant  varchar(63) collate "C" not null,
  user_id varchar(255) collate "C" not null,
  revoked timestamp(6) with time zone not null,
  primary key (tenant, user_id)
);

create table if not exists sso_saml_key (
  id          varchar(64) collate "C" not null,
  key_use     varchar(16) collate "C" not null,
  state       varchar(16) collate "C" not null,
  slot        varchar(64) collate "C" not null,
  created     timestamp(3) with time zone not null,
  certificate text collate "C" not null,
  sealed_key  text collate "C" not null,
  primary key (id),
  constraint sso_saml_key_slot unique (key_use, slot)
);

create table if not exists sso_ended_session (
  tenant     varchar(63) collate "C" not null,
  user_id    varchar(255) collate "C" not null,
  session_id varchar(64) collate "C" not null,
  expires    timestamp(3) with time zone not null,
  primary key (tenant, user_id, session_id)
);
create index if not exists sso_ended_session_expires on sso_ended_session (expires);

create table if not exists sso_session (
  tenant            varchar(63) collate "C" not null,
  connection        varchar(63) collate "C" not null,
  session_id        varchar(64) collate "C" not null,
  subject_key       varchar(320) collate "C" not null,
  subject           text collate "C" not null,
  format            text collate "C",
  name_qualifier    text collate "C",
  sp_name_qualifier text collate "C",
  index_key         varchar(320) collate "C",
  session_index     text collate "C",
  user_id           varchar(255) collate "C" not null,
  started           timestamp(6) with time zone not null,
  expires           timestamp(3) with time zone not null,
  primary key (tenant, session_id)
);
create index if not exists sso_session_subject on sso_session (tenant, connection, subject_key);
create index if not exists sso_session_index on sso_session (tenant, connection, index_key);
create index if not exists sso_session_expires on sso_session (expires);

create table if not exists sso_logout (
  tenant      varchar(63) collate "C" not null,
  connection  varchar(63) collate "C" not null,
  subject_key varchar(320) collate "C" not null,
  index_key   varchar(320) collate "C" not null,
  arrived     timestamp(6) with time zone not null,
  expires     timestamp(3) with time zone not null,
  primary key (tenant, connection, subject_key, index_key)
);
create index if not exists sso_logout_expires on sso_logout (expires);

create table if not exists sso_change (
  name  varchar(64) collate "C" not null,
  stamp bigint not null,
  primary key (name)
);

create table if not exists sso_connection (
  id      varchar(63) collate "C" not null,
  tenant  varchar(63) collate "C" not null,
  state   varchar(16) collate "C" not null,
  version bigint not null,
  stamp   bigint not null,
  changed timestamp(3) with time zone not null,
  sealed  text not null,
  primary key (id)
);
create index if not exists sso_connection_stamp on sso_connection (stamp);

create table if not exists sso_connection_domain (
  domain     varchar(253) collate "C" not null,
  tenant     varchar(63) collate "C" not null,
  connection varchar(63) collate "C" not null,
  verified   varchar(253) collate "C",
  primary key (domain, tenant),
  constraint sso_connection_domain_verified unique (verified),
  foreign key (connection) references sso_connection (id) on delete cascade
);
create index if not exists sso_connection_domain_connection on sso_connection_domain (connection);

alter table sso_user add column if not exists display_name_start text collate "C"
  generated always as (left(display_name_fold, 200)) stored;
create index if not exists sso_user_display on sso_user (tenant, display_name_start, id);
create index if not exists sso_user_modified on sso_user (tenant, last_modified, id);
create index if not exists sso_user_active on sso_user (tenant, active, created, id);
create index if not exists sso_group_modified on sso_group (tenant, last_modified, id);

-- claims: of the security event token that waits for the webhook
create table if not exists sso_scim_event (
  number   bigint generated by default as identity,
  happened timestamp(3) with time zone not null,
  tenant   varchar(63) collate "C" not null,
  name     varchar(64) collate "C" not null,
  resource varchar(300) collate "C" not null,
  label    text collate "C" not null,
  body     text collate "C" not null,
  delivery varchar(16) collate "C" not null,
  claims   text collate "C",
  expires  timestamp(3) with time zone not null,
  primary key (number)
);
create index if not exists sso_scim_event_tenant on sso_scim_event (tenant, number);
create index if not exists sso_scim_event_waiting on sso_scim_event (tenant, number) where delivery = 'WAITING';
create index if not exists sso_scim_event_expires on sso_scim_event (expires);

-- how many people were switched off or deleted in which minute
create table if not exists sso_scim_departure (
  tenant   varchar(63) collate "C" not null,
  departed timestamp(3) with time zone not null,
  people   bigint not null,
  expires  timestamp(3) with time zone not null,
  primary key (tenant, departed)
);

create table if not exists sso_scim_breaker (
  tenant  varchar(63) collate "C" not null,
  tripped timestamp(3) with time zone not null,
  people  bigint not null,
  active  bigint not null,
  primary key (tenant)
);

create table if not exists sso_group_tombstone (
  tenant       varchar(63) collate "C" not null,
  id           varchar(255) collate "C" not null,
  display_name text collate "C" not null,
  external_id  text collate "C",
  deleted      timestamp(3) with time zone not null,
  by_app       boolean not null,
  expires      timestamp(3) with time zone not null,
  primary key (tenant, id)
);
create index if not exists sso_group_tombstone_expires on sso_group_tombstone (expires);

create table if not exists sso_lease (
  name    varchar(128) collate "C" not null,
  holder  varchar(64) collate "C" not null,
  expires timestamp(3) with time zone not null,
  primary key (name)
);

create table if not exists sso_scim_directory (
  tenant  varchar(63) collate "C" not null,
  deleted boolean not null,
  version bigint not null,
  stamp   bigint not null,
  changed timestamp(3) with time zone not null,
  sealed  text not null,
  primary key (tenant)
);
create index if not exists sso_scim_directory_stamp on sso_scim_directory (stamp);

-- when a token or client was used last; tokens themselves are nowhere, their hashes sealed in sso_scim_directory
create table if not exists sso_scim_token (
  tenant varchar(63) collate "C" not null,
  id     varchar(64) collate "C" not null,
  used   timestamp(3) with time zone not null,
  primary key (tenant, id)
);

create table if not exists sso_scim_activity (
  tenant      varchar(63) collate "C" not null,
  requested   timestamp(3) with time zone,
  succeeded   timestamp(3) with time zone,
  refused     timestamp(3) with time zone,
  failed      timestamp(3) with time zone,
  failure     text,
  users       bigint not null,
  user_groups bigint not null,
  primary key (tenant)
);

-- requests that have been accepted and are worked off later; expires is null until they are done
create table if not exists sso_scim_request (
  tenant   varchar(63) collate "C" not null,
  txn      varchar(64) collate "C" not null,
  body     text not null,
  accepted timestamp(3) with time zone not null,
  done     boolean not null,
  holder   varchar(64) collate "C" not null,
  due      timestamp(3) with time zone not null,
  steps    integer not null,
  turns    integer not null,
  expires  timestamp(3) with time zone,
  primary key (tenant, txn)
);
create index if not exists sso_scim_request_due on sso_scim_request (done, due);
create index if not exists sso_scim_request_expires on sso_scim_request (expires);

create table if not exists sso_scim_result (
  tenant    varchar(63) collate "C" not null,
  txn       varchar(64) collate "C" not null,
  operation integer not null,
  body      text not null,
  primary key (tenant, txn, operation),
  foreign key (tenant, txn) references sso_scim_request (tenant, txn) on delete cascade
);

-- values of the app's own attributes of which no two people, or no two groups, of a tenant have the same
create table if not exists sso_user_unique (
  tenant    varchar(63) not null,
  attribute varchar(320) collate "C" not null,
  value_key varchar(320) collate "C" not null,
  user_id   varchar(64) not null,
  primary key (tenant, attribute, value_key),
  foreign key (tenant, user_id) references sso_user (tenant, id) on delete cascade
);
create index if not exists sso_user_unique_owner on sso_user_unique (tenant, user_id);

create table if not exists sso_group_unique (
  tenant    varchar(63) not null,
  attribute varchar(320) collate "C" not null,
  value_key varchar(320) collate "C" not null,
  group_id  varchar(64) not null,
  primary key (tenant, attribute, value_key),
  foreign key (tenant, group_id) references sso_group (tenant, id) on delete cascade
);
create index if not exists sso_group_unique_owner on sso_group_unique (tenant, group_id);

-- Members who are people of the app's own users table, so no reference to sso_user.
create table if not exists sso_app_member (
  tenant   varchar(63) collate "C" not null,
  group_id varchar(64) collate "C" not null,
  user_id  varchar(255) collate "C" not null,
  primary key (tenant, group_id, user_id),
  foreign key (tenant, group_id) references sso_group (tenant, id) on delete cascade
);
create index if not exists sso_app_member_user on sso_app_member (tenant, user_id, group_id);
