import Catalog
import Foundation
import Testing

@testable import CountersignScreens

@MainActor struct GalleryTests {
  /// Each main screen as a person may meet it, by the name of its picture; written where `COUNTERSIGN_GALLERY` says.
  @Test func screensAreWrittenForTheGalleryInEveryLanguage() async throws {
    let screens = try await Tour.gallery()
    #expect(Set(screens.map(\.screen.id)) == Set(Screen.ID.allCases))
    guard let folder = ProcessInfo.processInfo.environment["COUNTERSIGN_GALLERY"] else { return }
    for language in Catalog.languages {
      let drawn = Drawn(wording: try Catalog(language))
      for (name, screen) in screens {
        let file = URL(fileURLWithPath: folder).appendingPathComponent("\(name).\(language).json")
        try JSONSerialization.data(withJSONObject: drawn.screen(screen)).write(to: file)
      }
    }
  }
}

/// A screen as the gallery reads it.
private struct Drawn {
  let wording: Catalog

  func screen(_ screen: Screen) -> [String: Any] {
    [
      "screen": screen.id.rawValue, "language": wording.language, "direction": wording.language == "ar" ? "rtl" : "ltr",
      "title": said(screen.title), "back": screen.back != nil, "items": screen.items.map(item),
    ]
  }

  private func item(_ item: Item) -> [String: Any] {
    switch item {
    case .heading(let text): ["kind": "heading", "text": said(text)]
    case .text(let text, let tone): ["kind": "text", "text": said(text), "tone": tone.rawValue]
    case .fact(let fact): ["kind": "fact", "label": said(fact.label), "value": said(fact.value)]
    case .banner(let text, let tone, let button):
      ["kind": "banner", "text": said(text), "tone": tone.rawValue, "action": said(button?.label)]
    case .field(let field):
      ["kind": "field", "label": said(field.label), "value": field.value, "hint": said(field.hint)]
    case .number(let entry): ["kind": "number", "label": said(entry.label), "value": entry.value]
    case .choices(let choices):
      [
        "kind": "choices", "label": said(choices.label), "options": choices.options.map { said($0.label) },
        "enabled": choices.options.allSatisfy(\.enabled),
      ]
    case .button(let button):
      ["kind": "button", "label": said(button.label), "style": button.style.rawValue, "enabled": button.enabled]
    case .row(let row):
      ["kind": "row", "title": said(row.title), "subtitle": said(row.subtitle), "badge": said(row.badge)]
    case .code(let code):
      [
        "kind": "code", "label": said(code.label), "digits": said(code.digits), "ring": code.ring ?? NSNull(),
        "action": said(code.button.label),
      ]
    case .camera(_, let label): ["kind": "camera", "label": said(label)]
    case .progress(let label): ["kind": "progress", "label": said(label)]
    case .picture(let picture, _): ["kind": "picture", "name": picture.rawValue]
    }
  }

  private func said(_ phrase: Phrase) -> String { phrase.resolved(in: wording) }

  private func said(_ phrase: Phrase?) -> Any { phrase.map { said($0) as Any } ?? NSNull() }
}
