#if canImport(Security) && canImport(LocalAuthentication)
  import Countersign
  import Foundation

  /// The accounts that an app and its notification extension share: where they are, and what protects them.
  public struct SharedAccounts: Sendable {
    /// The app group whose container holds the accounts.
    public let appGroup: String
    /// The keychain group whose items protect them.
    public let keychainGroup: String
    /// What servers are told about this device.
    public let device: Device
    /// What stands on the prompt for fingerprint, face or passcode.
    public let reason: @Sendable () -> String

    /// Describes them; nothing is opened yet.
    public init(
      appGroup: String, keychainGroup: String, device: Device, reason: @escaping @Sendable () -> String
    ) {
      self.appGroup = appGroup
      self.keychainGroup = keychainGroup
      self.device = device
      self.reason = reason
    }

    /// Opens the accounts, making the folder when it is not there.
    public func open() throws -> Authenticator {
      try Authenticator.open(
        try folder(), vault: .own(KeychainVault(group: keychainGroup)), device: device,
        signer: EnclaveSigner(group: keychainGroup, reason: reason))
    }

    /// In the container that both see; in no backup, and readable after the first unlock because pushes come to a locked phone.
    private func folder() throws -> URL {
      let files = FileManager.default
      guard let container = files.containerURL(forSecurityApplicationGroupIdentifier: appGroup) else {
        throw VaultFailure.permission
      }
      var folder = container.appendingPathComponent("countersign", isDirectory: true)
      try files.createDirectory(
        at: folder, withIntermediateDirectories: true,
        attributes: [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication])
      var values = URLResourceValues()
      values.isExcludedFromBackup = true
      try folder.setResourceValues(values)
      return folder
    }
  }
#endif
