import { css } from 'lit';

export const failureStyles = css`
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
