from js.chart import Chart

print(Chart)
