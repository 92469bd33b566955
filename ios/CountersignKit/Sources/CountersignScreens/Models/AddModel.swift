import Foundation

/// Adding an account: by camera, picture, paste or link. Whatever the way, a preview comes before anything is made.
@MainActor final class AddModel: Model {
  var changed: () -> Void = {}

  private let phone: any Phone
  /// A code that is known already, from a link or another app.
  private var code: String?
  private var camera = CameraState.unasked
  private var typed = ""
  /// What could not be used last. It may still be before the camera: it is asked about again only when the person wants it.
  private var refused: String?
  private var trouble: Trouble?
  private var isAsking = false

  init(_ phone: any Phone, code: String? = nil) {
    self.phone = phone
    self.code = code
  }

  var screen: Screen {
    // The code in front of the camera is a secret.
    Screen(
      .add, title: .of(.add_title), items: isAsking ? [.progress(.of(.add_asking))] : items, secure: true,
      announce: trouble?.text)
  }

  func load() async -> Step {
    guard let known = code else { return camera == .unasked ? .ask(.camera) : .stay }
    code = nil
    return await preview(known)
  }

  func act(_ action: Action) async -> Step {
    if action.id == .back { return .back }
    guard !isAsking else { return .stay }
    switch action.id {
    case .camera: camera = CameraState(rawValue: action.argument) ?? camera
    case .askCamera: return .ask(.camera)
    case .cameraSettings: return .ask(.appSettings)
    case .choosePicture: return .ask(.picture)
    case .paste: return .ask(.paste)
    case .pasted: return await preview(action.argument)
    case .link: typed = action.argument
    case .goOn: return await preview(typed)
    case .code where action.argument != refused: return await preview(action.argument)
    case .retry: if let refused { return await preview(refused) }
    default: return .stay
    }
    changed()
    return .stay
  }

  /// Reads the code in a picture the person chose; `nil` when it is no picture.
  func picture(_ frame: Frame?) async -> Step {
    await asking { phone in
      guard let frame, let code = try await phone.read(frame) else { throw Trouble.noCode }
      return try await phone.preview(code)
    }
  }

  private func preview(_ text: String) async -> Step {
    let step = await asking { try await $0.preview(text.trimmingCharacters(in: .whitespacesAndNewlines)) }
    if trouble != nil {
      refused = text
      changed()
    }
    return step
  }

  private func asking(_ ask: (any Phone) async throws -> [PreviewCard]) async -> Step {
    isAsking = true
    trouble = nil
    refused = nil
    changed()
    defer {
      isAsking = false
      changed()
    }
    do {
      return .replace(PreviewModel(phone, try await ask(phone)))
    } catch {
      trouble = Trouble(error)
      return .stay
    }
  }

  @Items private var items: [Item] {
    trouble?.banner(canRetry ? Item.Button(.of(.retry), Action(.retry)) : nil)
    viewfinder
    Item.Button(.of(.add_picture), Action(.choosePicture))
    Item.Button(.of(.add_paste), Action(.paste))
    Item.field(Item.Field(id: .link, label: .of(.add_link), hint: .of(.add_link_hint), value: typed, keyboard: .text))
    Item.Button(.of(.continue_with), Action(.goOn), .primary, enabled: !typed.allSatisfy(\.isWhitespace))
  }

  private var canRetry: Bool { refused != nil && trouble?.kind != .final }

  private var viewfinder: Item {
    switch camera {
    case .allowed: .camera(.code, .of(.add_camera))
    case .unasked: .button(Item.Button(.of(.add_scan), Action(.askCamera), .primary))
    case .refused:
      .banner(.of(.camera_refused), .warning, Item.Button(.of(.open_settings), Action(.cameraSettings)))
    case .missing: .text(.of(.camera_missing), .quiet)
    }
  }
}

extension Trouble {
  fileprivate static let noCode = Trouble(
    kind: .final, text: .of(.trouble_picture), next: .of(.trouble_picture_next), code: "qr.not_found")
}
