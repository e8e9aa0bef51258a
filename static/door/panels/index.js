/** The panels over the scanner: help desk, supervisor, messages. */

/**
 * Wire every panel to the engine.
 *
 * @param engine  static/door/engine/index.js
 * @param say     words.js, with the sentences of `_words.html` and `_panel_words.html`
 */
export function wirePanelsOf(engine, say) {
  void [engine, say];
}
