compile error
