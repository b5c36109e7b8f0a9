import { css } from 'lit';

export const chatStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 0.5rem;
    min-block-size: 12rem;
    max-block-size: 100%;
  }
  .log {
    flex: 1 1 18rem;
    min-block-size: 6rem;
    overflow-y: auto;
    overscroll-behavior: contain;
    /* Older lines that are put in front are ours to make up for. */
    overflow-anchor: none;
    padding: 0.25rem;
    border-radius: calc(var(--_radius) / 2);
  }
  .none {
    margin: 2rem 0;
    color: var(--_muted);
    text-align: center;
  }
  .message {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    margin-block-start: 0.625rem;
  }
  .message.follows {
    margin-block-start: 0.2rem;
  }
  .message.follows .meta {
    display: none;
  }
  .own {
    align-items: flex-end;
  }
  .meta {
    display: flex;
    gap: 0.4em;
    padding-inline: 0.25rem;
    margin-block-end: 0.15rem;
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  .author {
    max-inline-size: 14em;
    overflow: hidden;
    color: var(--_text);
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .text {
    padding: 0.45rem 0.75rem;
    border-radius: 1rem;
    border-start-start-radius: 0.3rem;
    background: var(--_sunken);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .own .text {
    border-start-start-radius: 1rem;
    border-end-end-radius: 0.3rem;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .text a {
    color: inherit;
    text-decoration: underline;
    text-underline-offset: 0.15em;
  }
  .said {
    display: flex;
    max-inline-size: min(85%, 36rem);
    align-items: center;
    gap: 0.25rem;
  }
  .content {
    display: flex;
    min-inline-size: 0;
    flex-direction: column;
    align-items: flex-start;
    gap: 0.25rem;
  }
  .content > * {
    max-inline-size: 100%;
  }
  .own .content {
    align-items: flex-end;
  }
  .own .said {
    flex-direction: row-reverse;
  }
  .told .text {
    border: 1px dashed var(--_border);
    background: none;
  }
  .text.removed {
    border: 1px solid var(--_border);
    background: none;
    color: var(--_muted);
    font-style: italic;
  }
  .account {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    margin: 0.875rem 0 0.375rem;
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  .account::before,
  .account::after {
    flex: 1;
    border-block-start: 1px solid var(--_border);
    content: '';
  }
  .delete,
  .plain,
  .detach {
    flex: none;
    inline-size: 2rem;
    min-block-size: 2rem;
    padding: 0;
    border-color: transparent;
    background: none;
    color: var(--_muted);
    font-size: 0.875rem;
  }
  .delete {
    opacity: 0;
  }
  .message:hover .delete,
  .delete:focus-visible {
    opacity: 1;
  }
  @media (hover: none) {
    .delete {
      opacity: 1;
    }
  }
  .attachment {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.375rem 0.625rem;
    padding: 0.375rem 0.625rem;
    border: 1px solid var(--_border);
    border-radius: 0.75rem;
    background: var(--_raised);
  }
  .file {
    display: flex;
    min-inline-size: 0;
    flex-direction: column;
  }
  .name {
    max-inline-size: 16em;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .detail {
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  progress {
    inline-size: 6rem;
    accent-color: var(--_accent);
  }
  .bar {
    display: flex;
    min-block-size: 2rem;
    align-items: center;
    gap: 0.5rem;
  }
  .typing {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    padding-inline: 0.25rem;
    color: var(--_muted);
    font-size: 0.8125rem;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .chosen {
    display: flex;
    flex: 1 0 100%;
    flex-wrap: wrap;
    gap: 0.375rem;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .chosen li {
    display: flex;
    min-inline-size: 0;
    align-items: center;
    gap: 0.5rem;
    padding-inline-start: 0.75rem;
    border: 1px solid var(--_border);
    border-radius: 999px;
  }
  .delivery {
    padding-inline: 0.25rem;
    color: var(--_muted);
    font-size: 0.75rem;
  }
  .delivery.failed {
    color: color-mix(in srgb, var(--_danger) 72%, var(--_text));
  }
  form {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    gap: 0.5rem;
  }
  textarea {
    flex: 1;
    min-inline-size: 0;
    field-sizing: content;
    min-block-size: 2.75rem;
    max-block-size: 8rem;
    padding: 0.6rem 0.9rem;
    border: 1px solid var(--_border);
    border-radius: 1.375rem;
    background: var(--_raised);
    color: var(--_text);
    font: inherit;
    resize: none;
  }
  textarea::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  textarea:disabled {
    opacity: 0.6;
  }
  .attach,
  .send {
    inline-size: 2.75rem;
    block-size: 2.75rem;
  }
  .send .icon:dir(rtl) {
    transform: scaleX(-1);
  }
  @media (forced-colors: active) {
    .text {
      border: 1px solid CanvasText;
    }
    .delete {
      opacity: 1;
    }
  }
`;
