/** Somebody chose a room in a lobby. Cancelable: cancelling leaves going there to the page. */
export class RtcLobbyChooseEvent extends Event {
  static readonly type = 'rtc-lobby-choose';
  readonly detail: { readonly name: string };

  constructor(name: string) {
    super(RtcLobbyChooseEvent.type, { bubbles: true, composed: true, cancelable: true });
    this.detail = Object.freeze({ name });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'rtc-lobby-choose': RtcLobbyChooseEvent;
  }
}
