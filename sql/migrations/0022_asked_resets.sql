-- Who asks for a new password is not looked up until the mail's turn: how many links an address was sent is counted by this.
create index ix_deliveries_links on deliveries (created_at) where letter in ('reset', 'invitation');
