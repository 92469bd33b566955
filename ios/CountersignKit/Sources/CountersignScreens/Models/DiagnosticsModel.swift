/// The report for whoever is to help: what is in it, and the way to hand it on. The person reads it before anybody else does.
@MainActor final class DiagnosticsModel: Model {
  var changed: () -> Void = {}

  private let phone: any Phone
  private var report: String?
  private var trouble: Trouble?

  init(_ phone: any Phone) {
    self.phone = phone
  }

  var screen: Screen {
    Screen(.diagnostics, title: .of(.diagnostics_title), items: items, announce: trouble?.text)
  }

  func load() async -> Step {
    trouble = nil
    defer { changed() }
    do {
      // What the person reads does not change while it is read.
      if report == nil { report = try await phone.diagnostics() }
    } catch {
      trouble = Trouble(error)
    }
    return .stay
  }

  func act(_ action: Action) async -> Step {
    switch action.id {
    case .back: .back
    case .retry: await load()
    case .share: report.map { .ask(.share($0)) } ?? .stay
    default: .stay
    }
  }

  @Items private var items: [Item] {
    if let trouble {
      trouble.alone
    } else if let report {
      Item.text(.of(.diagnostics_text), .plain)
      Item.Button(.of(.diagnostics_share), Action(.share), .primary)
      // Line by line, so that a screen reader can go through them.
      for line in report.split(whereSeparator: \.isNewline) { Item.text(.outside(String(line)), .quiet) }
    } else {
      Item.progress(.of(.loading))
    }
  }
}
