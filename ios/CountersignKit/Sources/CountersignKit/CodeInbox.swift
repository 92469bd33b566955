import Foundation

/// Where a share extension leaves a code for the app: an extension cannot open its app, so the code waits in the container that both see.
///
/// A code is a secret. It waits for `patience` at most, one at a time, in a file that cannot be read while the phone is locked and that is in no backup;
/// whoever takes it deletes it.
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

  /// Leaves a code, instead of one that waits already.
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

  /// Takes the code out; `nil` when none waits, or it waited too long.
  public func take(now: Date = Date()) -> String? {
    let left = (try? FileManager.default.attributesOfItem(atPath: file.path))?[.modificationDate] as? Date
    let code = try? String(contentsOf: file, encoding: .utf8)
    // One that cannot be read now, because the phone is locked, goes as well.
    try? FileManager.default.removeItem(at: file)
    guard let left, let code, abs(now.timeIntervalSince(left)) <= TimeInterval(Self.patience.components.seconds) else {
      return nil
    }
    return code
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
