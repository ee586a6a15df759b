"""The packs that a server sees: what ships, what it brought, without what it switched off."""
