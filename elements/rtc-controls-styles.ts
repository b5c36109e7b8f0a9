import { css } from 'lit';

export const controlsStyles = css`
  :host {
    inline-size: fit-content;
    max-inline-size: 100%;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: clamp(0.25rem, 1.5cqi, 0.5rem);
    padding: clamp(0.375rem, 1.5cqi, 0.5rem);
    border: 1px solid var(--_border);
    border-radius: 2.5rem;
    background: var(--_raised);
    box-shadow: var(--_shadow);
  }
  .off:not(.screen, .hand):not(:disabled) {
    border-color: transparent;
    background: color-mix(in srgb, var(--_danger) 14%, var(--_raised));
    color: color-mix(in srgb, var(--_danger) 72%, var(--_text));
  }
  .screen.on,
  .hand.on {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .devices {
    position: relative;
  }
  .devices summary {
    list-style: none;
  }
  .menu {
    position: absolute;
    inset-block-end: calc(100% + 0.5rem);
    inset-inline-end: 0;
    z-index: 2;
    inline-size: max-content;
    max-inline-size: min(20rem, 80vw);
    padding: 0.875rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_raised);
    box-shadow: var(--_shadow);
  }
  .said {
    inline-size: 0;
    min-inline-size: 100%;
    text-align: center;
  }
  [aria-disabled] {
    opacity: 0.5;
  }
  .leave {
    inline-size: clamp(2.5rem, 13cqi, 3.75rem);
  }
  .problem {
    position: absolute;
    inset-block-start: -0.15rem;
    inset-inline-end: -0.15rem;
    display: grid;
    place-items: center;
    inline-size: 1.1rem;
    block-size: 1.1rem;
    border-radius: 50%;
    background: #ffc24b;
    color: #2b1d00;
    font-size: 0.75rem;
    font-weight: 700;
  }
`;
