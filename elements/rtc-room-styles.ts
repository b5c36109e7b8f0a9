import { css } from 'lit';

/** @cssproperty --rtc-block-size - how high a complete call is; a `height` on the element does the same */
export const roomStyles = css`
  :host(:state(complete)) {
    block-size: var(--rtc-block-size, clamp(24rem, 80vh, 54rem));
    container-type: inline-size;
  }

  .call {
    position: relative;
    display: flex;
    block-size: 100%;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 1.25);
    background: var(--_surface);
  }

  .call > .spinner {
    margin: auto;
    font-size: 2rem;
  }
  .spinner {
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

  .failure {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 0.75rem;
    padding: 0.75rem 1rem;
    border: 1px solid color-mix(in srgb, var(--_danger) 45%, var(--_border));
    border-radius: var(--_radius);
    background: var(--_raised);
  }
  .failure-text {
    flex: 1 1 16rem;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  code {
    padding: 0.1em 0.5em;
    border-radius: 0.4em;
    background: var(--_sunken);
    color: var(--_text);
    font-size: 0.8125rem;
  }
`;
