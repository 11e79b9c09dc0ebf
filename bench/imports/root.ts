import 'tradespec'
