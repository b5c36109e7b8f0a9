import { css } from 'lit';

export const fileDropStyles = css`
  :host {
    container-type: inline-size;
  }
  .zone {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 0.5rem;
    padding: 1.25rem 1rem;
    border: 2px dashed var(--_border);
    border-radius: var(--_radius);
    color: var(--_muted);
    text-align: center;
  }
  .zone > .icon,
  .zone slot .icon {
    inline-size: 2rem;
    block-size: 2rem;
  }
  .dragging {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 12%, transparent);
  }
  .invalid {
    border-color: var(--_danger);
  }
  .pick,
  .offers {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 0.375rem;
  }
  .offers {
    justify-content: start;
    margin-block-start: 0.75rem;
  }
  .earlier {
    margin-block-start: 0.75rem;
  }
  .refusal {
    display: flex;
    align-items: center;
    gap: 0.4em;
    margin: 0.5rem 0 0;
    color: color-mix(in srgb, var(--_danger) 72%, var(--_text));
    font-size: 0.875rem;
  }
  ul {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.5rem;
    margin: 0.75rem 0 0;
    padding: 0;
    list-style: none;
  }
  .transfer,
  .recipient {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.5rem;
  }
  .transfer {
    padding: 0.625rem 0.75rem;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.75);
    background: var(--_raised);
  }
  .recipients {
    gap: 0;
    margin: 0;
  }
  .recipient {
    padding-block: 0.5rem;
    border-block-start: 1px solid var(--_border);
  }
  .recipient:last-child {
    padding-block-end: 0;
  }
  .attached > li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 0 0.75rem;
    padding-inline-start: 0.75rem;
    border-inline-start: 3px solid var(--_accent);
  }
  .attached .small {
    grid-area: 1 / 2 / 3;
  }
  .preview {
    justify-self: start;
    max-inline-size: 100%;
    border-radius: calc(var(--_radius) * 0.5);
  }
  canvas.preview {
    max-block-size: 11rem;
    background: var(--_sunken);
  }
  video.preview {
    max-block-size: 14rem;
    background: #000;
  }
  audio.preview {
    inline-size: 100%;
  }
  .verified {
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  .verified summary {
    inline-size: fit-content;
    color: color-mix(in srgb, #178a4a 62%, var(--_text));
    font-weight: 600;
    cursor: pointer;
  }
  .verified code {
    display: block;
    font-size: 0.75rem;
    overflow-wrap: anywhere;
  }
  .facts {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    min-inline-size: 0;
  }
  .name {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .name,
  .detail {
    /* Where rows begin, whichever way their own text runs. */
    justify-self: start;
    max-inline-size: 100%;
  }
  .detail {
    color: var(--_muted);
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
  }
  .actions:not(:has(*)) {
    display: none;
  }
  progress {
    inline-size: 100%;
    block-size: 0.5rem;
    border: 0;
    border-radius: 999px;
    overflow: hidden;
    background: var(--_sunken);
    accent-color: var(--_accent);
  }
  progress::-webkit-progress-bar {
    background: var(--_sunken);
  }
  progress::-webkit-progress-value {
    border-radius: 999px;
    background: var(--_accent);
    transition: inline-size 0.15s linear;
  }
  progress::-moz-progress-bar {
    background: var(--_accent);
  }
`;
