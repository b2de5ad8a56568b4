/** A value that survives JSON and structured clone unchanged: what crosses a process or thread border. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type JsonObject = { readonly [key: string]: Json };
