/// Screens on top of each other. Never empty.
@MainActor public struct Navigator {
  /// From the first screen to the one in front.
  public private(set) var stack: [any Model]

  /// Only the first screen.
  public init(_ first: any Model) {
    stack = [first]
  }

  /// The one in front.
  public var top: any Model { stack[stack.count - 1] }

  /// The screens after this step.
  public func after(_ step: Step) -> Navigator {
    var next = self
    switch step {
    case .stay, .ask: break
    case .back: if stack.count > 1 { next.stack.removeLast() }
    case .home: next.stack = [stack[0]]
    case .open(let model): next.stack.append(model)
    case .replace(let model): next.stack[stack.count - 1] = model
    }
    return next
  }

  /// The screens with this request above whatever is there; a request that is open already comes to the front.
  public func with(request: RequestCard.ID, _ make: () -> any Model) -> Navigator {
    var next = self
    let open = stack.first { ($0 as? RequestModel)?.request == request }
    next.stack.removeAll { $0 === open }
    next.stack.append(open ?? make())
    return next
  }
}
