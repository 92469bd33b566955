/// Who is asking to be added. Nothing has been made yet.
@MainActor final class PreviewModel: Model {
  var changed: () -> Void = {}

  private let phone: any Phone
  /// Who asks; several for an export.
  private let previews: [PreviewCard]
  /// Which of them are added, by their place.
  private var added: Set<Int> = []
  private var trouble: Trouble?
  private var isAdding = false

  init(_ phone: any Phone, _ previews: [PreviewCard]) {
    self.phone = phone
    self.previews = previews
  }

  var screen: Screen {
    Screen(
      .preview, title: .of(.preview_title), items: isFinished ? done : items,
      back: Action(isFinished ? .done : .back), announce: isFinished ? addedText : trouble?.text)
  }

  func act(_ action: Action) async -> Step {
    guard !isAdding else { return .stay }
    switch action.id {
    case .back, .done: return .home
    case .add where !wanted.isEmpty: return await add()
    default: return .stay
    }
  }

  private var isFinished: Bool { !added.isEmpty && wanted.isEmpty }

  private var wanted: [Int] { previews.indices.filter { !previews[$0].exists && !added.contains($0) } }

  /// Goes on after what is added already: repeating it after a failure makes no account twice.
  private func add() async -> Step {
    isAdding = true
    trouble = nil
    changed()
    defer {
      isAdding = false
      changed()
    }
    do {
      for place in wanted {
        try await phone.enroll(previews[place])
        added.insert(place)
      }
    } catch {
      trouble = Trouble(error).whileAdding
    }
    return .stay
  }
}

extension PreviewModel {
  @Items private var items: [Item] {
    Item.heading(.of(previews.count == 1 ? .preview_heading : .preview_heading_many))
    for preview in previews { preview.items }
    Item.text(.of(.preview_nothing_yet), .quiet)
    prompt
    if let (number, of) = previews.first?.part, of > 1 {
      Item.text(.of(.preview_part, .digits("\(number)"), .digits("\(of)")), .plain)
    }
    trouble?.banner()
    buttons
  }

  /// How approvals will be bound to the person.
  private var prompt: Item? {
    guard wanted.contains(where: { previews[$0].takesApprovalKey }) else { return nil }
    return phone.verification == .none
      ? .text(.of(.preview_unbound), .warning)
      : .text(.of(.preview_prompt), .plain)
  }

  @Items private var buttons: [Item] {
    if isAdding {
      Item.progress(.of(.preview_adding))
    } else if wanted.isEmpty {
      Item.Button(.of(.done), Action(.done), .primary)
    } else {
      Item.Button(.of(.cancel), .back)
      Item.Button(.count(.preview_add, wanted.count), Action(.add), .primary)
    }
  }

  @Items private var done: [Item] {
    Item.picture(.yes, addedText)
    Item.heading(addedText)
    Item.text(.of(.preview_added_text), .success)
    Item.Button(.of(.done), Action(.done), .primary)
  }

  private var addedText: Phrase { .count(.preview_added, added.count) }
}

extension Trouble {
  /// Who cancels here has not answered a request.
  fileprivate var whileAdding: Trouble {
    code == "uv.canceled" ? Trouble(kind: kind, text: text, next: .of(.preview_canceled), code: code) : self
  }
}

extension PreviewCard {
  @Items fileprivate var items: [Item] {
    if !issuer.isEmpty { Item.Fact(.of(.fact_issuer), .outside(issuer)) }
    Item.Fact(.of(.fact_account), .outside(account))
    Item.Fact(.of(.fact_host), host.isEmpty ? .of(.preview_no_server) : .outside(host))
    if !host.isEmpty { Item.Fact(.of(.fact_asks_for), asksFor) }
    if exists { Item.banner(.of(.preview_exists), .warning, nil) }
  }
}
