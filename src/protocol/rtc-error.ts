import type { ErrorCode, ErrorSeverity } from './error-codes.js';

export interface RtcErrorOptions {
  /** What the site's owner or the visitor can do about it. */
  readonly hint?: string;
  /** Default `recoverable`. */
  readonly severity?: ErrorSeverity;
  readonly cause?: unknown;
}

/**
 * The only error thrown on purpose. `code` is for programs and never changes its meaning, `message` is for people,
 * `hint` says what would help, `cause` keeps the original.
 */
export class RtcError extends Error {
  override readonly name = 'RtcError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly severity: ErrorSeverity;

  constructor(code: ErrorCode, message: string, options: RtcErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? '';
    this.severity = options.severity ?? 'recoverable';
  }

  toJSON(): { code: ErrorCode; message: string; severity: ErrorSeverity; hint: string } {
    return { code: this.code, message: this.message, severity: this.severity, hint: this.hint };
  }
}
