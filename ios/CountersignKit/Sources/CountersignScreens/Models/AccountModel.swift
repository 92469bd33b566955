import Foundation

/// One account: what it is, its names, its key, and the way out.
@MainActor final class AccountModel: Model {
  /// In characters.
  static let nameLength = 64

  var changed: () -> Void = {}

  private let phone: any Phone
  private let account: AccountCard.ID
  private var card: AccountCard?
  /// The person's own name for it.
  private var name = ""
  /// What its server calls this phone; nobody says what it is now.
  private var deviceName = ""
  private var trouble: Trouble?
  private var state = State.details
  /// Whether what the state asks about is being done.
  private var isWorking = false
  /// What was done last.
  private var done: Key?

  private enum State {
    case details
    case removing
    case rotating
  }

  init(_ phone: any Phone, _ account: AccountCard.ID) {
    self.phone = phone
    self.account = account
  }

  var screen: Screen {
    Screen(
      .account, title: card.map { .outside($0.name) } ?? .of(.account_title), items: items,
      announce: trouble?.text ?? done.map { .of($0) })
  }

  func load() async -> Step {
    await tried {
      card = try await phone.accounts().cards.first { $0.id == account }
      name = card?.ownName ?? ""
      return card == nil ? .back : .stay
    }
  }

  func act(_ action: Action) async -> Step {
    guard !isWorking else { return .stay }
    switch action.id {
    case .back: return back()
    case .retry: return await load()
    case .name: name = String(action.argument.prefix(Self.nameLength))
    case .save: return await save()
    case .deviceName: deviceName = String(action.argument.prefix(Self.nameLength))
    case .saveDeviceName where can(.deviceName): return await saveDeviceName()
    case .history: return .open(HistoryModel(phone, account))
    case .lockOut where can(.lockOut): return .open(LockOutModel(phone, account))
    case .rotate where can(.keyRotation): enter(.rotating)
    case .rotateConfirm where state == .rotating: return await rotate()
    case .remove: enter(.removing)
    case .removeConfirm where state == .removing: return await remove(.everywhere)
    case .removeOnlyHere where state == .removing: return await remove(.onlyHere)
    default: return .stay
    }
    changed()
    return .stay
  }

  private func back() -> Step {
    if state == .details { return .back }
    enter(.details)
    changed()
    return .stay
  }

  private func enter(_ state: State) {
    self.state = state
    trouble = nil
    done = nil
  }

  private func save() async -> Step {
    let name = trimmed(name)
    return await tried {
      try await phone.rename(account, to: name)
      return await load()
    }
  }

  private func saveDeviceName() async -> Step {
    let name = trimmed(deviceName)
    guard !name.isEmpty else { return .stay }
    return await working {
      try await phone.nameDevice(account, name)
      done = .device_named
      return .stay
    }
  }

  private func rotate() async -> Step {
    await working {
      try await phone.rotateKey(account)
      enter(.details)
      done = .rotate_done
      return .stay
    }
  }

  private func remove(_ reach: Reach) async -> Step {
    await working {
      try await phone.remove(account, reach)
      return .home
    }
  }

  private func working(_ work: @MainActor () async throws -> Step) async -> Step {
    isWorking = true
    changed()
    defer {
      isWorking = false
      changed()
    }
    return await tried(work)
  }

  private func tried(_ work: @MainActor () async throws -> Step) async -> Step {
    trouble = nil
    done = nil
    defer { changed() }
    do {
      return try await work()
    } catch {
      trouble = Trouble(error)
      return .stay
    }
  }

  private func can(_ ability: Abilities) -> Bool { card?.abilities.contains(ability) ?? false }

  private func trimmed(_ text: String) -> String { text.trimmingCharacters(in: .whitespaces) }
}

extension AccountModel {
  @Items private var items: [Item] {
    if let card {
      switch state {
      case .details: details(card)
      case .removing: removal(card)
      case .rotating: rotation
      }
    } else {
      trouble?.alone ?? [.progress(.of(.loading))]
    }
  }

  @Items private func details(_ card: AccountCard) -> [Item] {
    trouble?.banner()
    if let done { Item.text(.of(done), .success) }
    if let problem = card.problem { Item.banner(problem, .warning, nil) }
    Item.Fact(.of(.fact_account), .outside(card.account))
    Item.Fact(.of(.fact_host), card.host.isEmpty ? .of(.preview_no_server) : .outside(card.host))
    Item.Fact(.of(.fact_added), .moment(card.enrolledAt))
    Item.Fact(.of(.fact_can), .of(card.hasKey ? .can_answer : .can_codes_only))
    if card.hasApprovalKey { Item.text(.of(.approval_bound), .plain) }
    field(.name, .account_name, .account_name_hint, name)
    Item.Button(.of(.save), Action(.save), enabled: trimmed(name) != card.ownName)
    if can(.deviceName) { naming }
    Item.Button(.of(.history_title), Action(.history))
    if can(.keyRotation) { Item.Button(.of(.rotate), Action(.rotate)) }
    if can(.lockOut) { Item.Button(.of(.lock_out), Action(.lockOut), .danger) }
    Item.Button(.of(.remove), Action(.remove), .danger)
  }

  @Items private var naming: [Item] {
    field(.deviceName, .device_name, .device_name_hint, deviceName)
    if isWorking {
      Item.progress(.of(.checking))
    } else {
      Item.Button(.of(.save), Action(.saveDeviceName), enabled: !trimmed(deviceName).isEmpty)
    }
  }

  private func field(_ id: Action.ID, _ label: Key, _ hint: Key, _ value: String) -> Item {
    .field(Item.Field(id: id, label: .of(label), hint: .of(hint), value: value, keyboard: .text))
  }

  @Items private func removal(_ card: AccountCard) -> [Item] {
    if isWorking {
      Item.progress(.of(.removing))
    } else {
      trouble?.banner()
      Item.heading(.of(.remove_heading, .outside(card.name)))
      Item.text(.of(card.host.isEmpty ? .remove_text_local : .remove_text), .danger)
      Item.Button(.of(.cancel), .back)
      Item.Button(.of(.remove), Action(.removeConfirm), .danger)
      // Offered only after the server could not be told.
      if trouble != nil && !card.host.isEmpty {
        Item.text(.of(.remove_only_here_text), .plain)
        Item.Button(.of(.remove_only_here), Action(.removeOnlyHere), .danger)
      }
    }
  }

  @Items private var rotation: [Item] {
    if isWorking {
      Item.progress(.of(.rotating))
    } else {
      trouble?.banner()
      if trouble?.kind == .offline { Item.text(.of(.rotate_later), .plain) }
      Item.heading(.of(.rotate_heading))
      Item.text(.of(.rotate_text), .plain)
      Item.Button(.of(.cancel), .back)
      Item.Button(.of(.rotate), Action(.rotateConfirm), .primary)
    }
  }
}
