import { css } from 'lit';

export const videoStyles = css`
  :host {
    container-type: inline-size;
  }

  .grid {
    --_columns: 2;
    display: grid;
    /* Twice as many tracks as columns: an incomplete last row is centred by starting half a tile later. */
    grid-template-columns: repeat(calc(var(--_columns) * 2), minmax(0, 1fr));
    grid-auto-rows: minmax(0, 1fr);
    gap: var(--_gap);
    block-size: 100%;
  }

  .grid > .tile {
    grid-column: span 2;
  }

  :host([count='1']) .grid {
    --_columns: 1;
  }
  :host([count='5']) .grid,
  :host([count='6']) .grid,
  :host([count='7']) .grid,
  :host([count='8']) .grid,
  :host([count='9']) .grid {
    --_columns: 3;
  }
  .grid:has(> :nth-child(10)) {
    --_columns: 4;
  }
  :host([count='3']) .tile:nth-child(3),
  :host([count='5']) .tile:nth-child(4),
  :host([count='8']) .tile:nth-child(7) {
    grid-column: 2 / span 2;
  }
  :host([count='7']) .tile:nth-child(7) {
    grid-column: 3 / span 2;
  }

  @container (inline-size < 34rem) {
    :host([count='2']) .grid {
      --_columns: 1;
    }
    :host([count='5']) .grid,
    :host([count='6']) .grid {
      --_columns: 2;
    }
    :host([count='5']) .tile:nth-child(4) {
      grid-column: span 2;
    }
    :host([count='5']) .tile:nth-child(5) {
      grid-column: 2 / span 2;
    }
    .grid:has(> :nth-child(10)) {
      --_columns: 3;
    }
  }

  .grid.spotlight {
    grid-template-columns: minmax(0, 1fr) clamp(7rem, 20%, 13rem);
    grid-template-rows: repeat(var(--_strip, 1), minmax(0, 8rem)) minmax(0, 1fr);
    grid-auto-rows: 0;
  }
  .grid.spotlight > .tile.tile {
    grid-column: 2;
  }
  .grid.spotlight > .tile.main {
    grid-column: 1;
    grid-row: 1 / -1;
  }
  :host([count='1']) .grid.spotlight > .tile.main {
    grid-column: 1 / -1;
  }

  @container (inline-size < 34rem) {
    .grid.spotlight {
      grid-template-columns: repeat(var(--_strip, 1), minmax(0, 9rem));
      grid-template-rows: minmax(0, 1fr) 5.5rem;
      justify-content: center;
    }
    .grid.spotlight > .tile.tile {
      grid-column: auto;
      grid-row: 2;
    }
    .grid.spotlight > .tile.main {
      grid-column: 1 / -1;
      grid-row: 1;
      inline-size: 100cqi;
      justify-self: center;
    }
    :host([count='1']) .grid.spotlight {
      grid-template-rows: minmax(0, 1fr);
      grid-template-columns: minmax(0, 1fr);
    }
  }

  .grid.strip {
    display: flex;
    overflow-x: auto;
    scroll-snap-type: inline proximity;
  }
  .grid.strip > .tile {
    flex: 0 0 min(14rem, 60%);
    block-size: auto;
    scroll-snap-align: start;
  }

  .empty {
    display: grid;
    place-items: center;
    min-block-size: 8rem;
    block-size: 100%;
    border-radius: var(--_radius);
    background: var(--_sunken);
    color: var(--_muted);
  }
`;
