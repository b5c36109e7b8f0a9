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
    max-inline-size: min(85%, 36rem);
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
  }
`;
