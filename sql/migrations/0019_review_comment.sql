-- What the platform writes to an organization beside the answer to its request. Its notes stay among platform admins.
alter table status_upgrade_requests add column comment text;
alter type projected_request add attribute comment text;
