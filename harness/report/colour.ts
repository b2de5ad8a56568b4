import picocolors from 'picocolors';

/** The only import of the colour library. It obeys NO_COLOR, FORCE_COLOR and a missing terminal. */
export const { bold, cyan, dim, green, red, yellow } = picocolors;
