match 2:
    case 1:
        pass
