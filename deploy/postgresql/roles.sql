-- A role a part. PostgreSQL's image runs this where the database is new; anywhere else, as a
-- superuser and with the three variables set:  psql -d evenhand -f deploy/postgresql/roles.sql
-- Then `python -m service.records.migrating` as the owner of the tables: it migrates, and grants each
-- role what is its own (service/records/grants.py). Each part's DATABASE_URL names its role.
\set api `printenv POSTGRES_API_PASSWORD`
\set worker `printenv POSTGRES_WORKER_PASSWORD`
\set scheduler `printenv POSTGRES_SCHEDULER_PASSWORD`
create role evenhand_api login password :'api';
create role evenhand_worker login password :'worker';
create role evenhand_scheduler login password :'scheduler';
