import * as v from 'valibot';
import { RtcError } from '../protocol/index.js';

/** What the service answered, if that is what it was asked for. Throws `protocol/invalid`. */
export function answered<S extends v.GenericSchema>(schema: S, answer: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, answer);
  if (result.success) return result.output;
  throw new RtcError('protocol/invalid', 'The service answered with something else than was asked for.');
}
