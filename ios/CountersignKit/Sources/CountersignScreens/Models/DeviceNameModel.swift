import Foundation

/// What this phone is called in the list of devices at an account's server. Nobody says what it is called now.
@MainActor final class DeviceNameModel: Model {
  /// In characters.
  static let nameLength = 64

  var changed: () -> Void = {}

  private let phone: any Phone
  private let account: AccountCard.ID
  private var name = ""
  private var trouble: Trouble?
  private var isWorking = false
  private var isNamed = false

  init(_ phone: any Phone, _ account: AccountCard.ID) {
    self.phone = phone
    self.account = account
  }

  var screen: Screen {
    Screen(
      .deviceName, title: .of(.device_name), items: isWorking ? [.progress(.of(.loading))] : items,
      announce: isNamed ? .of(.device_named) : trouble?.text)
  }

  func act(_ action: Action) async -> Step {
    guard !isWorking else { return .stay }
    switch action.id {
    case .back: return .back
    case .deviceName:
      name = String(action.argument.prefix(Self.nameLength))
      isNamed = false
    case .save where !trimmedName.isEmpty: await save()
    default: return .stay
    }
    changed()
    return .stay
  }

  private func save() async {
    isWorking = true
    trouble = nil
    changed()
    do {
      try await phone.nameDevice(account, trimmedName)
      isNamed = true
    } catch {
      trouble = Trouble(error)
    }
    isWorking = false
  }

  private var trimmedName: String { name.trimmingCharacters(in: .whitespaces) }

  @Items private var items: [Item] {
    trouble?.banner()
    if isNamed { Item.banner(.of(.device_named), .success, nil) }
    Item.field(
      Item.Field(
        id: .deviceName, label: .of(.device_name), hint: .of(.device_name_hint), value: name, keyboard: .text))
    Item.Button(.of(.save), Action(.save), .primary, enabled: !trimmedName.isEmpty && !isNamed)
  }
}
