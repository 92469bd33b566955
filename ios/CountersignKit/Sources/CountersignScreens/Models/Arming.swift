/// When approving may be tapped: after the screen was in front of the person for half a second, and never while something lies over it.
/// A tap meant for what was there before, or for what seems to be there, approves nothing.
struct Arming {
  static let delay: Duration = .milliseconds(500)

  /// Whether something lies over the screen.
  private(set) var isObscured = false
  private let clock: Clock
  private var since: Duration?

  init(_ clock: @escaping Clock) {
    self.clock = clock
  }

  /// When approving may be tapped, by the clock; `nil` when that is not a question of time.
  var armedAt: Duration? { isObscured ? nil : since.map { $0 + Self.delay } }

  /// Whether approving may be tapped now.
  var isArmed: Bool { armedAt.map { clock() >= $0 } ?? false }

  mutating func appeared() {
    since = clock()
  }

  /// Something else is on the screen from now on, which has to be seen first.
  mutating func renewed() {
    if since != nil { since = clock() }
  }

  mutating func disappeared() {
    since = nil
  }

  mutating func obscured(_ now: Bool) {
    if isObscured && !now { renewed() }
    isObscured = now
  }
}
