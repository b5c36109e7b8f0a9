import { css } from 'lit';

/** The buttons of the built-in call, and the choice of devices they open. */
export const callControlsStyles = css`
  rtc-controls {
    align-self: center;
  }
  rtc-controls::part(bar) {
    flex-wrap: wrap;
  }

  /* The choice is placed in the stage and scrolls where that is lower: what sticks out of a call is cut off. */
  rtc-controls::part(devices) {
    position: static;
  }
  rtc-controls::part(menu) {
    inset-block-end: 5.25rem;
    inset-inline: 0.75rem;
    margin-inline: auto;
    max-block-size: calc(100% - 6rem);
    overflow-y: auto;
  }

  @container (inline-size < 26rem) {
    rtc-controls::part(bar) {
      gap: 0.1rem;
      padding: 0.25rem;
    }
    rtc-controls::part(leave) {
      inline-size: 2.25rem;
    }
    /* On the narrowest phones the buttons need a second line. */
    rtc-controls::part(menu) {
      inset-block-end: 6.5rem;
      max-block-size: calc(100% - 7rem);
    }
  }
`;
