print("pkg")
title = "Pkg"
