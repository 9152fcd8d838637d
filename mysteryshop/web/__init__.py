"""Everything that speaks HTTP, split by audience: the audience is the access boundary."""
