/** Names of profiles. */

/** Names that a configuration can have, as in its schema. */
export const profileNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
