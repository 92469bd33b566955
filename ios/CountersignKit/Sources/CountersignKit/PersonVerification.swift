#if canImport(LocalAuthentication)
  import Countersign
  import LocalAuthentication

  /// How the person can be verified on this device now.
  public enum PersonVerification {
    /// The strongest way there is.
    public static var now: UserVerification {
      let context = LAContext()
      if context.canEvaluatePolicy(.deviceOwnerAuthenticationWithBiometrics, error: nil) { return .biometric }
      return context.canEvaluatePolicy(.deviceOwnerAuthentication, error: nil) ? .device : .unverified
    }
  }
#endif
