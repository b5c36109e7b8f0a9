export interface FileRules {
  /** As the `accept` of a file input; empty takes everything. */
  readonly accept: string;
  readonly maxSizeBytes: number | undefined;
}

interface FileFacts {
  readonly name: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
}

/** Why a file may not pass; `undefined` when it may. */
export function refusalOf(file: FileFacts, rules: FileRules): 'files.too-large' | 'files.wrong-type' | undefined {
  if (rules.maxSizeBytes !== undefined && file.sizeBytes > rules.maxSizeBytes) return 'files.too-large';
  return isAccepted(file, rules.accept) ? undefined : 'files.wrong-type';
}

/** HTML's `accept`: endings (`.pdf`), media types (`image/png`) and families of them (`image/*`). */
function isAccepted({ name, mediaType }: FileFacts, accept: string): boolean {
  const tokens = accept
    .split(',')
    .map((token) => token.trim().toLowerCase())
    .filter(Boolean);
  if (tokens.length === 0) return true;
  return tokens.some((token) => {
    if (token.startsWith('.')) return name.toLowerCase().endsWith(token);
    if (token.endsWith('/*')) return mediaType.toLowerCase().startsWith(token.slice(0, -1));
    return mediaType.toLowerCase() === token;
  });
}
