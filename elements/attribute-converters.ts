import type { ComplexAttributeConverter } from 'lit';

/**
 * An enumerated attribute, read as HTML reads them: any case, and the first keyword when it is missing or unknown.
 */
export function enumerated<Keyword extends string>(
  keywords: readonly [Keyword, ...Keyword[]],
): ComplexAttributeConverter<Keyword> {
  return {
    fromAttribute(value) {
      const wanted = value?.trim().toLowerCase();
      return keywords.find((keyword) => keyword === wanted) ?? keywords[0];
    },
  };
}

/** A number attribute: `undefined` when it is missing or none. */
export const numeric: ComplexAttributeConverter<number | undefined> = {
  fromAttribute(value) {
    const number = value === null || value.trim() === '' ? Number.NaN : Number(value);
    return Number.isFinite(number) ? number : undefined;
  },
};

/** A JSON attribute: `undefined` when it is missing or none. */
export const json: ComplexAttributeConverter = {
  fromAttribute(value): unknown {
    if (value === null) return undefined;
    try {
      return JSON.parse(value);
    } catch {
      // As with every attribute of HTML, what cannot be read is as good as missing.
      return undefined;
    }
  },
};
