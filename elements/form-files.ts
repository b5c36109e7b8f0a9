import type { Transfer } from '../src/index.js';
import { fileText } from './file-strings.js';
import { refusalOf, type FileRules } from './file-rules.js';
import { inertFileName } from './file-name.js';

/** The attributes that make the element a control of a form. */
export interface FormControlHost extends HTMLElement {
  readonly name: string;
  readonly required: boolean;
}

/**
 * The files that go with the form the element is in, under its `name`: what was chosen, dropped or pasted, and what was
 * received. Sent like those of a file input, so that a server finds them where it finds uploads (`$_FILES` in PHP).
 */
export class FormFiles {
  readonly #host: FormControlHost;
  readonly #internals: ElementInternals;
  readonly #changed: () => void;
  #files: readonly File[] = [];
  /** Received files that were taken into the form once; whoever removes one does not want it back. */
  readonly #considered = new Set<string>();
  #told: { readonly name: string; readonly files: readonly File[] } | undefined;
  #touched = false;

  constructor(host: FormControlHost, internals: ElementInternals, changed: () => void) {
    this.#host = host;
    this.#internals = internals;
    this.#changed = changed;
    // Somebody wanted to send the form.
    host.addEventListener('invalid', () => this.#touch());
  }

  /** Whether the element is a control of a form at all. */
  get isControl(): boolean {
    return this.#host.name !== '' || this.#host.required;
  }

  get files(): readonly File[] {
    return this.#files;
  }

  /** What is wrong, once the visitor has had a chance to put it right. */
  get problem(): string | undefined {
    return this.#touched && this.#isMissing ? fileText('files.required') : undefined;
  }

  /** Without `multiple` the newest takes the place of the one before. */
  add(files: readonly File[], multiple: boolean): void {
    if (files.length === 0 || !this.isControl) return;
    this.#chosen(multiple ? [...this.#files, ...files] : files.slice(-1));
  }

  remove(file: File): void {
    this.#touched = true;
    this.#chosen(this.#files.filter((other) => other !== file));
  }

  /** Takes in what has come and is allowed, each once. */
  receive(transfers: readonly Transfer[], rules: FileRules, multiple: boolean): void {
    if (!this.isControl) return;
    const came = transfers.filter(({ transferId, direction, file }) => {
      return direction === 'receiving' && file !== undefined && !this.#considered.has(transferId);
    });
    for (const { transferId } of came) this.#considered.add(transferId);
    this.add(
      came.flatMap((transfer) =>
        transfer.file === undefined || refusalOf(transfer, rules) ? [] : [inert(transfer.file)],
      ),
      multiple,
    );
  }

  reset(): void {
    this.#touched = false;
    this.#become([]);
  }

  /** What the browser kept while the visitor was on another page. */
  restore(state: unknown): void {
    if (state instanceof FormData) this.#become([...state.values()].filter((value) => value instanceof File));
  }

  /** Tells the form; `anchor` is what the browser points at when a file is missing. */
  update(anchor: HTMLElement | null): void {
    const { name } = this.#host;
    if (this.#told?.files !== this.#files || this.#told.name !== name) {
      const told = this.#told !== undefined || this.#files.length > 0;
      this.#told = { name, files: this.#files };
      if (told) this.#tell(name);
    }
    if (!this.#isMissing) this.#internals.setValidity({});
    else this.#internals.setValidity({ valueMissing: true }, fileText('files.required'), anchor ?? this.#host);
  }

  get #isMissing(): boolean {
    return this.#host.required && this.#files.length === 0;
  }

  #tell(name: string): void {
    const entries = new FormData();
    for (const file of this.#files) entries.append(name, file);
    this.#internals.setFormValue(name === '' || this.#files.length === 0 ? null : entries);
  }

  #touch(): void {
    if (this.#touched) return;
    this.#touched = true;
    this.#changed();
  }

  #chosen(files: readonly File[]): void {
    this.#become(files);
    // As a file input does when the visitor has chosen, and not otherwise.
    this.#host.dispatchEvent(new Event('change', { bubbles: true }));
  }

  #become(files: readonly File[]): void {
    this.#files = files;
    this.#changed();
  }
}

/** A stranger's file under a name that is harmless on the server too. */
function inert(file: File): File {
  const name = inertFileName(file.name);
  return name === file.name ? file : new File([file], name, { type: file.type, lastModified: file.lastModified });
}
