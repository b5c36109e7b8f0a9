import { css } from 'lit';

export const participantsStyles = css`
  ul {
    display: grid;
    gap: 0.125rem;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .empty {
    margin: 0;
    padding: 1.5rem 1rem;
    color: var(--_muted);
    text-align: center;
  }

  .row,
  .waiting li {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    min-block-size: 3rem;
    padding: 0.25rem 0.5rem;
    border-radius: var(--_radius);
  }
  summary.row {
    cursor: pointer;
    list-style: none;
  }
  summary.row::-webkit-details-marker {
    display: none;
  }
  summary.row:hover {
    background: color-mix(in srgb, var(--_text) 6%, transparent);
  }
  summary.row::after {
    inline-size: 0.45rem;
    block-size: 0.45rem;
    flex: none;
    margin-inline: 0.25rem;
    border: solid currentcolor;
    border-width: 0 1.5px 1.5px 0;
    transform: rotate(45deg) translate(-0.1rem, -0.1rem);
    content: '';
  }
  details[open] > summary.row::after {
    transform: rotate(225deg);
  }

  .mark {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 2rem;
    aspect-ratio: 1;
    border-radius: 50%;
    background: var(--_hue);
    color: #fff;
    font-size: 0.75rem;
    font-weight: 600;
  }
  .suspended .mark {
    background: var(--_sunken);
    color: var(--_muted);
  }
  .who {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.5rem;
    min-inline-size: 0;
  }
  .name {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .waiting li {
    flex-wrap: wrap;
  }
  .waiting .name {
    flex: 1 1 6rem;
  }
  .choice {
    display: flex;
    gap: 0.4rem;
    margin-inline-start: auto;
  }
  .role,
  .sure p {
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  .notes {
    display: flex;
    flex: none;
    gap: 0.4rem;
    color: var(--_muted);
  }
  .notes .icon {
    display: block;
    inline-size: 1.15em;
    block-size: 1.15em;
  }
  .hand {
    color: light-dark(#8a5a00, #ffd166);
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.4rem;
    padding-block: 0.25rem 0.75rem;
    padding-inline: 3.125rem 0.5rem;
  }
  .volume {
    display: flex;
    flex: 1 0 100%;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.4rem;
  }
  .volume label {
    flex: 1 1 8rem;
  }
  .volume input {
    flex: 1 1 4rem;
    min-inline-size: 0;
    margin: 0;
    accent-color: var(--_accent);
  }
  .volume label,
  .role-choice {
    display: flex;
    align-items: center;
    gap: 0.4rem;
    font-size: 0.875em;
  }
  select {
    min-block-size: 2rem;
    padding: 0.125rem 0.5rem;
    border: 1px solid var(--_border);
    border-radius: 0.5rem;
    background: var(--_raised);
    color: var(--_text);
    font: inherit;
  }
  .sure {
    min-inline-size: 0;
  }
  .sure[open] {
    flex-basis: 100%;
    padding: 0.5rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }
  .sure > summary {
    list-style: none;
  }
  .sure > summary::-webkit-details-marker {
    display: none;
  }
  .sure p,
  .sure label {
    margin-block: 0.5rem;
    font-size: 0.875rem;
  }
  .sure label {
    display: flex;
    align-items: center;
    gap: 0.4rem;
  }
  .sure button {
    max-inline-size: 100%;
    overflow-wrap: anywhere;
  }

  .waiting {
    margin-block-end: 0.75rem;
    padding: 0.5rem 0;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }
  .waiting > strong {
    padding-inline: 0.75rem;
    font-size: 0.875rem;
  }

  .room {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem;
    margin-block-start: 0.75rem;
    padding-block-start: 0.75rem;
    border-block-start: 1px solid var(--_border);
  }
  .volume button[aria-pressed='true'],
  .lock[aria-pressed='true'] {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
`;
