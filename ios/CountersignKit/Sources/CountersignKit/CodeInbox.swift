import Foundation

/// Where a share extension leaves a code for the app: an extension cannot open its app, so the code waits in the container that both see.
///
/// A code is a secret. It waits for `patience` at most, one at a time, in a file that cannot be read while the phone is locked and that is in no backup.
/// Whoever takes it deletes it, and so does `tidy`.
public struct CodeInbox: Sendable {
  /// How long a code waits.
  public static let patience: Duration = .seconds(600)
  /// In bytes. Exports of other apps are the longest codes there are.
  public static let limit = 16_384

  private let file: URL

  /// In this folder, which app and extension share.
  public init(folder: URL) {
    file = folder.appendingPathComponent("shared-code")
  }

  /// Leaves a code, instead of one that waits already. Throws when it is longer than `limit`.
  public func leave(_ code: String) throws {
    let data = Data(code.utf8)
    guard data.count <= Self.limit else { throw CocoaError(.fileWriteOutOfSpace) }
    #if os(Linux)
      try data.write(to: file, options: .atomic)
    #else
      try data.write(to: file, options: [.atomic, .completeFileProtection])
      var (values, file) = (URLResourceValues(), file)
      values.isExcludedFromBackup = true
      try file.setResourceValues(values)
    #endif
  }

  /// Takes the code out; `nil` when none waits, or it waited too long. Call it when the app is in front: what cannot be read goes as well.
  public func take(now: Date = Date()) -> String? {
    defer { delete() }
    return isExpired(now) ? nil : try? String(contentsOf: file, encoding: .utf8)
  }

  /// Deletes a code that waited too long. Call it whenever the app runs.
  public func tidy(now: Date = Date()) {
    if isExpired(now) { delete() }
  }

  private func isExpired(_ now: Date) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
    guard let left = attributes?[.modificationDate] as? Date else { return true }
    return abs(now.timeIntervalSince(left)) > TimeInterval(Self.patience.components.seconds)
  }

  private func delete() {
    try? FileManager.default.removeItem(at: file)
  }
}

#if !os(Linux)
  extension CodeInbox {
    /// In the container of this app group; throws when the entitlement is missing.
    public init(appGroup: String) throws {
      guard let folder = FileManager.default.containerURL(forSecurityApplicationGroupIdentifier: appGroup) else {
        throw CocoaError(.fileReadNoPermission)
      }
      self.init(folder: folder)
    }
  }
#endif
