/** Ids, codes and counts: nothing that anybody wrote, and no addresses. */
export type LogFields = Readonly<Record<string, string | number | boolean>>;

/** Whoever wants to know what goes on inside; `console` has these methods. */
export interface Logger {
  debug(message: string, fields: LogFields): void;
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
}

let current: Logger | undefined;

/** Sets the one logger of this page; without one nothing is written anywhere. `setLogger(console)` writes to the console. */
export function setLogger(logger: Logger | undefined): void {
  current = logger;
}

export function log(level: keyof Logger, message: string, fields: LogFields): void {
  current?.[level](message, fields);
}
