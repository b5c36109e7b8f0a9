/**
 * What happens once in a room, as the DOM events a page listens to. They bubble and cross shadow roots; `detail`
 * survives `JSON.stringify`; live objects are properties of the event itself.
 */
export abstract class RoomEvent<Detail> extends Event {
  readonly detail: Detail;

  constructor(type: string, detail: Detail, options: { readonly cancelable?: boolean } = {}) {
    super(type, { bubbles: true, composed: true, cancelable: options.cancelable ?? false });
    this.detail = Object.freeze(detail);
  }
}
