import { css } from 'lit';

/**
 * Colours, measures and buttons all elements share. Pages set the `--rtc-*` properties:
 * `--rtc-surface` `--rtc-surface-raised` `--rtc-text` `--rtc-text-muted` `--rtc-border` `--rtc-accent` `--rtc-on-accent`
 * `--rtc-danger` `--rtc-on-danger` `--rtc-radius` `--rtc-gap`. Fonts and `color-scheme` are the page's.
 */
export const themeStyles = css`
  :host {
    --_surface: var(--rtc-surface, light-dark(#f3f4f7, #14161b));
    --_raised: var(--rtc-surface-raised, light-dark(#ffffff, #22252d));
    --_sunken: light-dark(#e4e7ed, #1b1e25);
    --_text: var(--rtc-text, light-dark(#1a1d24, #eceef3));
    --_muted: var(--rtc-text-muted, light-dark(#565d6d, #a5adbd));
    --_border: var(--rtc-border, light-dark(#d5d9e2, #373c48));
    --_accent: var(--rtc-accent, light-dark(#2f5bd8, #9db4ff));
    --_on-accent: var(--rtc-on-accent, light-dark(#ffffff, #0d1430));
    --_danger: var(--rtc-danger, #d12f2f);
    --_on-danger: var(--rtc-on-danger, #ffffff);
    --_radius: var(--rtc-radius, 0.875rem);
    --_gap: var(--rtc-gap, 0.625rem);
    --_shadow: 0 1px 2px rgb(0 0 0 / 0.08), 0 6px 20px rgb(0 0 0 / 0.1);
    display: block;
    box-sizing: border-box;
    color: var(--_text);
    line-height: 1.4;
  }

  @supports not (color: light-dark(#000, #fff)) {
    :host {
      --_surface: var(--rtc-surface, #f3f4f7);
      --_raised: var(--rtc-surface-raised, #ffffff);
      --_sunken: #e4e7ed;
      --_text: var(--rtc-text, #1a1d24);
      --_muted: var(--rtc-text-muted, #565d6d);
      --_border: var(--rtc-border, #d5d9e2);
      --_accent: var(--rtc-accent, #2f5bd8);
      --_on-accent: var(--rtc-on-accent, #ffffff);
    }
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  .icon {
    inline-size: 1.375em;
    block-size: 1.375em;
    flex: none;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5em;
    min-block-size: 2.5rem;
    padding: 0.375rem 0.875rem;
    border: 1px solid var(--_border);
    border-radius: 999px;
    background: var(--_raised);
    color: var(--_text);
    font: inherit;
    font-weight: 550;
    text-decoration: none;
    cursor: pointer;
    /* Colours change at once: text and ground on their way to each other are hard to read. */
    transition: transform 0.1s;
  }

  button:hover:not(:disabled),
  .button:hover {
    background: color-mix(in srgb, var(--_raised), var(--_text) 8%);
  }

  button:active:not(:disabled) {
    transform: scale(0.97);
  }

  button:disabled {
    cursor: not-allowed;
    opacity: 0.5;
  }

  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }

  .primary:hover:not(:disabled) {
    background: color-mix(in srgb, var(--_accent), var(--_text) 14%);
  }

  .danger {
    border-color: transparent;
    background: var(--_danger);
    color: var(--_on-danger);
  }

  .danger:hover:not(:disabled) {
    background: color-mix(in srgb, var(--_danger), #000 14%);
  }

  .round {
    position: relative;
    flex: none;
    inline-size: clamp(2.25rem, 11cqi, 3rem);
    min-block-size: 0;
    block-size: clamp(2.25rem, 11cqi, 3rem);
    padding: 0;
  }

  /* A sentence in another direction than the page's keeps its full stop at its own end. */
  p,
  span,
  time {
    unicode-bidi: plaintext;
  }

  .small {
    min-block-size: 2rem;
    padding: 0.125rem 0.75rem;
    font-size: 0.875em;
  }

  .spinner {
    display: inline-block;
    inline-size: 1.1em;
    block-size: 1.1em;
    flex: none;
    border: 2px solid transparent;
    border-block-start-color: var(--_accent);
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
  .loading {
    display: grid;
    place-items: center;
    block-size: 100%;
    min-block-size: 4rem;
    font-size: 1.5rem;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }

  @media (forced-colors: active) {
    button,
    .button {
      border-color: currentcolor;
    }
    button[aria-pressed='true'] {
      outline: 2px solid Highlight;
    }
  }
`;
