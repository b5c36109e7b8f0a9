import { css } from 'lit';

/** What stands in for the call while there is none. */
export const roomScreenStyles = css`
  .screen {
    display: flex;
    flex: 1;
    min-inline-size: 0;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 0.75rem;
    padding: 2rem 1.25rem;
    text-align: center;
    animation: descend 0.25s ease-out;
  }
  .screen h2 {
    max-inline-size: 100%;
    font-size: 1.375rem;
    overflow-wrap: anywhere;
    white-space: normal;
  }
  .screen p {
    max-inline-size: 34rem;
    margin: 0;
    color: var(--_muted);
    overflow-wrap: anywhere;
  }
  .screen button {
    min-block-size: 2.75rem;
    min-inline-size: 8rem;
    margin-block-start: 0.5rem;
  }
  .emblem {
    position: relative;
    display: grid;
    place-items: center;
    inline-size: 4.5rem;
    aspect-ratio: 1;
    border-radius: 50%;
    background: color-mix(in srgb, var(--_accent) 14%, transparent);
    color: var(--_accent);
    font-size: 1.5rem;
  }
  .details {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 0.35rem;
  }

  .busy::after {
    position: absolute;
    inset: -0.25rem;
    border: 3px solid transparent;
    border-block-start-color: var(--_accent);
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
    content: '';
  }
`;
