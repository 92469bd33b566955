import Foundation

/// What another app handed over, shown by the share extension: kept for the app, which previews it when the person opens it.
@MainActor public final class ShareModel: Model {
  /// What other apps hand over.
  public enum Parcel: Sendable {
    /// A text, or the address behind a link.
    case text(String)
    /// A picture.
    case picture(Frame)
    /// Something else.
    case nothing
  }

  public var changed: () -> Void = {}

  private let limit: Int
  private let read: @Sendable (Frame) async throws -> String?
  private let leave: @Sendable (String) throws -> Void
  private let parcel: @Sendable () async -> Parcel
  private var state = State.reading

  private enum State {
    case reading
    case kept
    case failed(Phrase)
  }

  /// `parcel` is what was handed over, `limit` is how many bytes a code has at most, `read` finds the code in a picture, and `leave` keeps a code
  /// where the app looks for it.
  public init(
    parcel: @escaping @Sendable () async -> Parcel, limit: Int,
    read: @escaping @Sendable (Frame) async throws -> String?, leave: @escaping @Sendable (String) throws -> Void
  ) {
    self.parcel = parcel
    self.limit = limit
    self.read = read
    self.leave = leave
  }

  public var screen: Screen {
    Screen(.share, title: .of(.add_title), items: items, back: Action(.done), announce: announcement)
  }

  public func load() async -> Step {
    state = .reading
    changed()
    if let code = await code() { state = kept(code) } else { state = .failed(.of(.ios_share_nothing)) }
    changed()
    return .stay
  }

  public func act(_ action: Action) async -> Step {
    action.id == .done ? .home : .stay
  }

  private func code() async -> String? {
    let text: String? =
      switch await parcel() {
      case .text(let text): text
      case .picture(let frame): try? await read(frame)
      case .nothing: nil
      }
    guard let code = text?.trimmingCharacters(in: .whitespacesAndNewlines) else { return nil }
    return code.isEmpty || code.utf8.count > limit ? nil : code
  }

  private func kept(_ code: String) -> State {
    do {
      try leave(code)
      return .kept
    } catch {
      return .failed(.of(.storage_failed))
    }
  }

  private var announcement: Phrase? {
    switch state {
    case .reading: nil
    case .kept: .of(.ios_share_kept)
    case .failed(let text): text
    }
  }

  @Items private var items: [Item] {
    switch state {
    case .reading: Item.progress(.of(.loading))
    case .kept:
      Item.picture(.yes, .of(.ios_share_kept))
      Item.heading(.of(.ios_share_kept))
      Item.text(.of(.ios_share_next), .plain)
      Item.Button(.of(.done), Action(.done), .primary)
    case .failed(let text):
      Item.picture(.no, text)
      Item.heading(text)
      Item.Button(.of(.done), Action(.done), .primary)
    }
  }
}
