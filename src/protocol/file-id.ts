import * as v from 'valibot';

/** Made by whoever offers the file, and the same for everybody it is offered to: 128 random bits as base64url. */
export const FileIdSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/));
