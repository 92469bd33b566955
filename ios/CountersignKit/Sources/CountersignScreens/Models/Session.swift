/// One person using the app: screens on top of each other, and what happens to them.
@MainActor public final class Session {
  /// Called when `screen` is to be drawn again.
  public var changed: () -> Void = {}

  private let phone: any Phone
  private let clock: Clock
  private let ask: (Wish) -> Void
  private var navigator: Navigator
  private var isVisible = false
  private var isObscured = false

  /// `ask` does what only the platform can do.
  public init(
    _ phone: any Phone, clock: @escaping Clock, surroundings: any Surroundings, ask: @escaping (Wish) -> Void
  ) {
    self.phone = phone
    self.clock = clock
    self.ask = ask
    navigator = Navigator(AccountsModel(phone, clock: clock, surroundings))
  }

  /// What to draw now.
  public var screen: Screen { navigator.top.screen }

  /// Whether `tick` is to be called every second.
  public var ticks: Bool { isVisible && navigator.top.ticks }

  /// Shows what is there. Call it once.
  public func start() async {
    // A link or a push may have opened something already.
    guard navigator.stack.count == 1 else { return }
    await entered(navigator.top)
  }

  /// Does what the person asked for on a screen; nothing when that is no longer in front.
  public func act(_ action: Action, on screen: Screen.ID) async {
    let model = navigator.top
    guard model.screen.id == screen else { return }
    await follow(model, await model.act(action))
  }

  /// A picture was chosen, or something that is none.
  public func picture(_ frame: Frame?) async {
    guard let model = navigator.top as? AddModel else { return }
    await follow(model, await model.picture(frame))
  }

  /// A second has passed, or a button is armed now.
  public func tick() async {
    let model = navigator.top
    await follow(model, await model.tick())
  }

  /// Shows a request, above whatever is there.
  public func show(_ request: RequestCard.ID) async {
    await go(navigator.with(request: request) { RequestModel(phone, clock: clock, request) })
  }

  /// Previews a code from a link or another app.
  public func open(_ code: String) async {
    await go(navigator.after(.open(AddModel(phone, code: code))))
  }

  /// Shows requests as they come. Runs until its task is canceled.
  public func watch() async {
    for await request in phone.waiting() { await show(request) }
  }

  /// The app is in front of the person, or no longer.
  public func visible(_ now: Bool) {
    guard now != isVisible else { return }
    isVisible = now
    if now { navigator.top.appeared() } else { navigator.top.disappeared() }
  }

  /// Something lies over the app or records it, or does no longer.
  public func obscured(_ now: Bool) {
    guard now != isObscured else { return }
    isObscured = now
    navigator.top.obscured(now)
  }

  /// What `model` wants; nothing when the person has gone on meanwhile.
  private func follow(_ model: any Model, _ step: Step) async {
    guard navigator.top === model else { return }
    if case .ask(let wish) = step { ask(wish) }
    await go(navigator.after(step))
  }

  private func go(_ next: Navigator) async {
    let before = navigator.top
    navigator = next
    guard next.top !== before else { return changed() }
    before.disappeared()
    before.changed = {}
    await entered(next.top)
  }

  private func entered(_ model: any Model) async {
    model.changed = { [weak self] in self?.changed() }
    changed()
    model.obscured(isObscured)
    if isVisible { model.appeared() }
    await follow(model, await model.load())
  }
}
