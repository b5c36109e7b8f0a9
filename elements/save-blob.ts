/** How long a browser may take to begin; the address of a blob that is gone saves nothing. */
const KEEP_MS = 60_000;

/** Lets the browser save `blob` under `name`, as if a link to it had been clicked. Whatever is in it, it is not shown. */
export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob.slice(0, blob.size, 'application/octet-stream'));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEEP_MS);
}
